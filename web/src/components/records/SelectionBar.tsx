import { useLocale } from "../../i18n/context";
import { Icon } from "../Icon";

interface SelectionBarProps {
  total: number;
  chosen: number;
  pageChosen: boolean;
  onPage(): void;
  onNone(): void;
  onRemove(): void;
  onRemoveAll(): void;
}

/** How many there are, how many are chosen, and what can be done with them. */
export function SelectionBar({ total, chosen, pageChosen, ...on }: SelectionBarProps) {
  const { messages, format } = useLocale();
  const words = messages.records;
  return (
    <div className="selection">
      <label className="selection-page">
        <input type="checkbox" checked={pageChosen} disabled={total === 0} onChange={on.onPage} />
        {words.choosePage}
      </label>
      <div className="selection-count">
        <p role="status">
          {words.found(format.count(total))}
          {chosen > 0 && ` · ${words.chosen(format.count(chosen))}`}
        </p>
        {chosen > 0 && (
          <button type="button" className="link" onClick={on.onNone}>
            {words.chooseNone}
          </button>
        )}
      </div>
      <button
        type="button"
        className="button wide"
        aria-disabled={chosen === 0}
        onClick={() => chosen > 0 && on.onRemove()}
      >
        <Icon name="clear" />
        {words.removeChosen}
      </button>
      <button
        type="button"
        className="button wide"
        aria-disabled={total === 0}
        aria-haspopup="dialog"
        onClick={() => total > 0 && on.onRemoveAll()}
      >
        {words.removeAll(format.count(total))}
      </button>
    </div>
  );
}
