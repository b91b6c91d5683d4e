import { useId } from "react";
import "./choice.css";

interface SelectProps {
  label: string;
  options: readonly { readonly value: string; readonly name: string }[];
  value: string;
  onChange(value: string): void;
}

/** One of a list, with its name beside it. */
export function Select({ label, options, value, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="select">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  );
}
