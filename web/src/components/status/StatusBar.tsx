import { useLocale } from "../../i18n/context";
import { Icon, type IconName } from "../Icon";
import "./status.css";

interface StatusBarProps {
  /** Whether the server is away, has just come back, or is there as ever. */
  reach: "away" | "back" | "there";
  waiting: number;
  refused: number;
  /** Whether what is said is gone when the page is closed. */
  fleeting: boolean;
  onDetails(): void;
  onDismiss(): void;
}

/** What is not as usual, in few words, at the lower edge of the window, where it moves nothing. */
export function StatusBar({ reach, waiting, refused, fleeting, ...on }: StatusBarProps) {
  const { messages, format } = useLocale();
  const words = messages.keeping;
  const told: readonly (readonly [IconName, string, boolean])[] = [
    ["none", words.offline, reach === "away"],
    ["check", words.back, reach === "back"],
    ["upload", words.waiting(format.count(waiting)), waiting > 0],
    ["warning", words.refused(format.count(refused)), refused > 0],
    ["warning", words.notDurable, fleeting],
  ];
  const shown = told.filter(([, , holds]) => holds);
  return (
    <section className={shown.length > 0 ? "status" : "status none"} aria-label={words.label}>
      <div className="status-words" role="status">
        {shown.map(([icon, text]) => (
          <p key={text}>
            <Icon name={icon} />
            <span>{text}</span>
          </p>
        ))}
      </div>
      {(reach === "away" || waiting + refused > 0) && (
        <button type="button" className="link" onClick={on.onDetails}>
          {words.details}
        </button>
      )}
      {fleeting && (
        <button
          type="button"
          className="button small"
          aria-label={messages.feedback.dismiss}
          onClick={on.onDismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </section>
  );
}
