import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useLocale } from "../i18n/context";
import { Icon } from "./Icon";
import "./dialog.css";

interface ModalProps {
  open: boolean;
  title: ReactNode;
  /** Wider than words need, for pictures or tables. */
  wide?: boolean;
  children: ReactNode;
  onClose(): void;
}

/**
 * A dialog over the page. What it holds begins anew each time it opens; closed, it hands the focus
 * back to whatever opened it.
 */
export function Modal({ open, title, wide = false, children, onClose }: ModalProps) {
  const { messages } = useLocale();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the effects of what it holds, which may choose where the focus goes.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    else if (!open) element.close();
    // A tab that is hidden takes its dialog along.
    return () => element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onClose={() => open && onClose()}
    >
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="button" aria-label={messages.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {open && children}
    </dialog>
  );
}
