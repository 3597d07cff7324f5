/** Rollcall's mark: a list in which two are present and one is missing. */
export function Logo({ className = "size-6" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`shrink-0 ${className}`} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#4f46e5" />
      <path d="M15 9h9M15 16h9M15 23h5" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="8.8" cy="9" r="2.3" fill="#fff" />
      <circle cx="8.8" cy="16" r="2.3" fill="#fff" />
      <circle cx="8.8" cy="23" r="1.5" fill="none" stroke="#fff" strokeWidth="1.6" />
    </svg>
  );
}
