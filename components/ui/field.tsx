const FIELD =
  "h-8 rounded-md bg-surface px-2.5 text-[0.8125rem] text-text ring-1 ring-line-strong ring-inset placeholder:text-faint";

/** A search box with its label for assistive technology. */
export function SearchField({ label, ...rest }: React.ComponentProps<"input"> & { label: string }) {
  return <input {...rest} type="search" aria-label={label} placeholder={label} className={`${FIELD} w-full sm:w-64`} />;
}

/** A native select: it works by keyboard, by touch and without JavaScript. */
export function SelectField({
  label,
  options,
  ...rest
}: React.ComponentProps<"select"> & { label: string; options: { value: string; name: string }[] }) {
  return (
    <label className="inline-flex items-center gap-1.5 text-xs text-faint">
      {label}
      <select {...rest} className={`${FIELD} pr-7`}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
