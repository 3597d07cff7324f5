/** Ends the session on this browser: a plain form, so it works without JavaScript. */
export function SignOut({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    <form method="post" action="/sign-out">
      <button type="submit" className={className}>
        {children}
      </button>
    </form>
  );
}
