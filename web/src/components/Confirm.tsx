import { type ReactNode, useEffect, useRef } from "react";
import { useLocale } from "../i18n/context";
import { Modal } from "./Modal";

interface ConfirmProps {
  open: boolean;
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** What the button that does it says. */
  action: string;
  danger?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks once more. The way out has the focus, so that a careless Enter does nothing. */
export function Confirm({ open, title, children, action, danger = false, ...on }: ConfirmProps) {
  const { messages } = useLocale();
  return (
    <Modal open={open} title={title} onClose={on.onClose}>
      <div className="confirm">{children}</div>
      <div className="dialog-actions">
        <CancelButton name={messages.cancel} onClose={on.onClose} />
        <button
          type="button"
          className={danger ? "button danger" : "button primary"}
          onClick={on.onConfirm}
        >
          {action}
        </button>
      </div>
    </Modal>
  );
}

function CancelButton({ name, onClose }: { name: string; onClose(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button ref={button} type="button" className="button wide" onClick={onClose}>
      {name}
    </button>
  );
}
