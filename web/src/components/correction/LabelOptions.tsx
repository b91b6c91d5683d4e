import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import { groupOf, type LabelGroup, nameOf, type Subject } from "../../i18n/labels";
import type { Score } from "../../recognition/answer";
import { shownCharacter } from "../reading/character";
import { walked } from "./grid";
import { matching } from "./match";

const GROUPS: readonly LabelGroup[] = ["digits", "upper", "lower", "others"];

/** Fewer labels need no grouping, and no repetition of the probable ones. */
const FEW = 20;

/** So many probable ones are offered first, where there are many labels. */
const BEST = 6;

export interface LabelChoices {
  labels: readonly string[];
  subject: Subject;
  /** What the model thought, best first, as far as it is known. */
  probable: readonly Score[];
}

interface LabelOptionsProps extends LabelChoices {
  /** The labels that are chosen, where several can be; null where choosing one ends it. */
  chosen: readonly string[] | null;
  query: string;
  onQuery(query: string): void;
  onChoose(label: string): void;
}

interface Group {
  readonly name: string | null;
  readonly members: readonly string[];
}

/** A field to find labels in and all of them below: one stop for Tab, arrows walk, Enter chooses. */
export function LabelOptions(props: LabelOptionsProps) {
  const { labels, subject, probable, chosen, query, onQuery, onChoose } = props;
  const { messages, format } = useLocale();
  const words = messages.feedback;
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(-1);
  const found = matching(labels, query, subject, messages);
  const best = probable.slice(0, labels.length > FEW ? BEST : labels.length);
  const groups = grouped();
  const options = groups.flatMap(({ members }) => members);

  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  });

  function grouped(): readonly Group[] {
    if (labels.length <= FEW || query !== "") return [{ name: null, members: found }];
    const known = best.map(({ label }) => label).filter((label) => labels.includes(label));
    const byKind = GROUPS.map((name) => ({
      name: messages.labelGroups[name],
      members: found.filter((label) => groupOf(label) === name),
    }));
    const all = subject === "other" ? [{ name: words.labels, members: found }] : byKind;
    return [{ name: messages.mostProbable, members: known }, ...all].filter(
      ({ members }) => members.length > 0,
    );
  }

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const label = options[active];
      if (label !== undefined) onChoose(label);
      return;
    }
    // With something typed, these move within the text.
    const editing = ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && query !== "";
    const to = editing ? null : walked(spotsOf(list.current), active, event.key);
    if (to === null) return;
    event.preventDefault();
    setActive(to);
  };

  let place = -1;
  const option = (label: string, among: string | null) => {
    place += 1;
    const here = place;
    const name = nameOf(label, subject, messages);
    // Each has its share beside it, or only those that are offered for theirs.
    const told =
      labels.length > FEW ? among === messages.mostProbable : best.length >= labels.length;
    const share = told ? best.find((score) => score.label === label)?.probability : undefined;
    return (
      <button
        key={here}
        type="button"
        role="option"
        id={`${id}-${here}`}
        className={subject === "other" ? "option wordy" : "option"}
        aria-label={share === undefined ? name : messages.confidenceOf(name, format.percent(share))}
        aria-selected={chosen ? chosen.includes(label) : here === active}
        data-active={here === active || undefined}
        tabIndex={-1}
        title={name}
        onClick={() => onChoose(label)}
      >
        <span className="option-label">{subject === "other" ? name : shownCharacter(label)}</span>{" "}
        {share !== undefined && <span className="option-value">{format.shortPercent(share)}</span>}
      </button>
    );
  };
  return (
    <>
      <label className="field find">
        {words.find}
        <input
          role="combobox"
          aria-expanded={options.length > 0}
          aria-controls={options.length > 0 ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={options[active] === undefined ? undefined : `${id}-${active}`}
          aria-describedby={`${id}-help`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            onQuery(event.target.value);
            // What is found first is what Enter chooses.
            setActive(event.target.value === "" ? -1 : 0);
          }}
          onKeyDown={onKey}
        />
      </label>
      <p className="hint" id={`${id}-help`}>
        {chosen ? words.pickManyHelp : words.pickHelp}
      </p>
      <div
        ref={list}
        id={`${id}-list`}
        className={labels.length > FEW ? "options many" : "options"}
        {...(options.length > 0 && {
          role: "listbox",
          "aria-label": words.labels,
          "aria-multiselectable": chosen !== null || undefined,
        })}
      >
        {groups.map(({ name, members }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
          <div key={name} role="group" aria-label={name ?? words.labels} className="option-group">
            {name && (
              <p className="option-heading" aria-hidden="true">
                {name}
              </p>
            )}
            <div className="option-cells" role="presentation">
              {members.map((label) => option(label, name))}
            </div>
          </div>
        ))}
        {options.length === 0 && <p className="hint">{words.nothingFound(query)}</p>}
      </div>
    </>
  );
}

function spotsOf(list: HTMLElement | null) {
  return [...(list?.querySelectorAll("[role=option]") ?? [])].map((element) => {
    const { left, top } = element.getBoundingClientRect();
    return { left, top };
  });
}
