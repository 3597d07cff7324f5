import { useId } from "react";

const FIELD =
  "h-8 rounded-md bg-surface px-2.5 text-[0.8125rem] text-text ring-1 ring-line-strong ring-inset placeholder:text-faint";

/** A search box with its label for assistive technology. @param width its classes of width */
export function SearchField({
  label,
  width = "w-full sm:w-64",
  ...rest
}: Omit<React.ComponentProps<"input">, "width"> & { label: string; width?: string }) {
  return <input {...rest} type="search" aria-label={label} placeholder={label} className={`${FIELD} ${width}`} />;
}

/** A native select: it works by keyboard, by touch and without JavaScript. */
export function SelectField({
  label,
  options,
  ...rest
}: React.ComponentProps<"select"> & { label: string; options: { value: string; name: string }[] }) {
  return (
    <label className="inline-flex max-w-full items-center gap-1.5 text-xs text-faint">
      {label}
      <select {...rest} className={`${FIELD} min-w-0 pr-7`}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A day; the browser brings its own calendar. */
export function DateField({ label, ...rest }: React.ComponentProps<"input"> & { label: string }) {
  return (
    <label className="inline-flex items-center gap-1.5 text-xs text-faint">
      {label}
      <input {...rest} type="date" className={`${FIELD} w-36`} />
    </label>
  );
}

/** A text field with its label above and a hint below; where `aria-invalid` is set, the hint says what is wrong. */
export function TextField({ label, hint, ...rest }: React.ComponentProps<"input"> & { label: string; hint?: string }) {
  const described = useId();
  return (
    <label className="flex flex-col gap-1.5 text-[0.8125rem]">
      <span className="font-medium">{label}</span>
      <input {...rest} aria-describedby={hint ? described : undefined} className={`${FIELD} w-full`} />
      {hint && (
        <span id={described} className={`text-xs ${rest["aria-invalid"] ? "text-bad" : "text-muted"}`}>
          {hint}
        </span>
      )}
    </label>
  );
}

/** One choice of few, each with a word on what it means. */
export function ChoiceField<Value extends string>({
  label,
  name,
  value,
  choices,
  onChoose,
}: {
  label: string;
  name: string;
  value: Value;
  choices: { value: Value; name: string; hint: string }[];
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="text-[0.8125rem]">
      <legend className="mb-1.5 font-medium">{label}</legend>
      <div className="divide-y divide-line overflow-hidden rounded-md ring-1 ring-line-strong">
        {choices.map((choice) => (
          <label key={choice.value} className="flex items-start gap-2.5 px-3 py-2 has-checked:bg-raised">
            <input
              type="radio"
              name={name}
              className="mt-0.5 accent-accent-solid"
              checked={choice.value === value}
              onChange={() => onChoose(choice.value)}
            />
            <span>
              <span className="font-medium">{choice.name}</span>
              <span className="block text-xs text-muted">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
