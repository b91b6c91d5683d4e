import { type ReactNode, useId } from "react";
import "./segmented.css";

export interface Segment<Value extends string> {
  readonly value: Value;
  /** The name that is read out; what is seen may be shorter. */
  readonly name: string;
  readonly content: ReactNode;
  /** Language of the name, where it is not the page's. */
  readonly lang?: string;
}

interface SegmentedProps<Value extends string> {
  legend: string;
  segments: readonly Segment<Value>[];
  value: Value;
  onChange(value: Value): void;
}

/** A few choices side by side. Radio buttons underneath, so arrow keys work as everywhere. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const group = useId();
  return (
    <fieldset className="segmented">
      <legend className="unseen">{props.legend}</legend>
      {props.segments.map((segment) => (
        <label key={segment.value} title={segment.name} lang={segment.lang}>
          <input
            type="radio"
            name={group}
            aria-label={segment.name}
            checked={segment.value === props.value}
            onChange={() => props.onChange(segment.value)}
          />
          <span>{segment.content}</span>
        </label>
      ))}
    </fieldset>
  );
}
