import { useLocale } from "../../i18n/context";
import { Icon } from "../Icon";

interface PagingProps {
  offset: number;
  size: number;
  /** How many stand on this page. */
  here: number;
  total: number;
  onTurn(offset: number): void;
}

export function Paging({ offset, size, here, total, onTurn }: PagingProps) {
  const { messages, format } = useLocale();
  const words = messages.records;
  const turn = (icon: "back" | "next", name: string, to: number, possible: boolean) => (
    <button
      type="button"
      className="button wide"
      // Not `disabled`: the button that was just pressed would lose the focus.
      aria-disabled={!possible}
      aria-label={name}
      title={name}
      onClick={() => possible && onTurn(to)}
    >
      <Icon name={icon} />
    </button>
  );
  const last = offset + here;
  return (
    <nav className="paging" aria-label={words.pages}>
      {turn("back", words.previous, Math.max(0, offset - size), offset > 0)}
      <p>
        {words.shown(
          format.count(Math.min(offset + 1, last)),
          format.count(last),
          format.count(total),
        )}
      </p>
      {turn("next", words.next, offset + size, last < total)}
    </nav>
  );
}
