import { useLocale } from "../../i18n/context";
import { Icon, type IconName } from "../Icon";
import "./status.css";

interface StatusBarProps {
  /** Whether the server is away, or has just come back. */
  reach: string | null;
  waiting: number;
  refused: number;
  /** Whether what is said is gone when the page is closed. */
  fleeting: boolean;
  onShow(): void;
  onDismiss(): void;
}

/** What is not as usual, at the lower edge of the window, where it moves nothing. */
export function StatusBar({
  reach,
  waiting,
  refused,
  fleeting,
  onShow,
  onDismiss,
}: StatusBarProps) {
  const { messages, format } = useLocale();
  const words = messages.keeping;
  const lines: readonly (readonly [IconName, string])[] = [
    ...(reach ? [["none", reach] as const] : []),
    ...(waiting > 0 ? [["upload", words.waiting(format.count(waiting))] as const] : []),
    ...(refused > 0 ? [["warning", words.refused(format.count(refused))] as const] : []),
    ...(fleeting ? [["warning", words.notDurable] as const] : []),
  ];
  return (
    <section className={lines.length > 0 ? "status" : "status none"} aria-label={words.label}>
      <div role="status">
        {lines.map(([icon, text]) => (
          <p key={icon + text} className="status-line">
            <Icon name={icon} />
            <span>{text}</span>
          </p>
        ))}
      </div>
      {waiting + refused > 0 && (
        <button type="button" className="link" onClick={onShow}>
          {words.show}
        </button>
      )}
      {fleeting && (
        <button
          type="button"
          className="button small"
          aria-label={messages.feedback.dismiss}
          onClick={onDismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </section>
  );
}
