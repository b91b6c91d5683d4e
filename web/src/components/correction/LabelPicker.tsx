import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import { Modal } from "../Modal";
import { type LabelChoices, LabelOptions } from "./LabelOptions";
import { NewLabel } from "./NewLabel";
import "../field.css";
import "./picker.css";

export interface Picked {
  readonly labels: readonly string[];
  /** Whether they hold one that the model is to learn. */
  readonly newLabels: boolean;
}

interface LabelPickerProps {
  open: boolean;
  choices: LabelChoices;
  /** Where a picture may show several labels, those that it was given; else null. */
  given: readonly string[] | null;
  /** The picture that this is about. */
  picture: ReactNode;
  onPick(picked: Picked): void;
  onClose(): void;
}

/** Asks what a picture really shows. */
export function LabelPicker({ open, onClose, ...props }: LabelPickerProps) {
  const { messages } = useLocale();
  return (
    <Modal open={open} title={messages.feedback.picker} onClose={onClose}>
      <PickerContent {...props} />
    </Modal>
  );
}

type PickerContentProps = Omit<LabelPickerProps, "open" | "onClose">;

function PickerContent({ choices, given, picture, onPick }: PickerContentProps) {
  const many = given !== null;
  const { messages } = useLocale();
  const words = messages.feedback;
  const [query, setQuery] = useState("");
  const [naming, setNaming] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>(given ?? []);
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!naming) content.current?.querySelector("input")?.focus();
  }, [naming]);
  const choose = (label: string) => {
    if (!many) onPick({ labels: [label], newLabels: false });
    else if (chosen.includes(label)) setChosen(chosen.filter((other) => other !== label));
    else setChosen([...chosen, label]);
  };
  return (
    <div className="picker" ref={content}>
      <div className="picker-picture">{picture}</div>
      {naming ? (
        <NewLabel
          labels={choices.labels}
          suggestion={query.trim()}
          onAdd={(label) => onPick({ labels: [...chosen, label], newLabels: true })}
          onBack={() => setNaming(false)}
        />
      ) : (
        <>
          <LabelOptions
            {...choices}
            chosen={many ? chosen : null}
            query={query}
            onQuery={setQuery}
            onChoose={choose}
          />
          <div className="dialog-actions">
            <button
              type="button"
              className="button wide"
              onClick={() => onPick({ labels: [], newLabels: false })}
            >
              {words.none}
            </button>
            <button type="button" className="button wide" onClick={() => setNaming(true)}>
              {words.newLabel}
            </button>
            {many && (
              <button
                type="button"
                className="button primary"
                aria-disabled={chosen.length === 0}
                onClick={() => chosen.length > 0 && onPick({ labels: chosen, newLabels: false })}
              >
                {words.save}
              </button>
            )}
          </div>
        </>
      )}
    </div>
  );
}
