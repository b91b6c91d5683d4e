import { type ReactNode, useEffect, useRef } from "react";

interface CardListProps {
  name: string;
  /** Whether another page is on its way. */
  busy: boolean;
  /** What the cards are about: another list when some of it came or went. */
  items: readonly unknown[];
  children: ReactNode;
}

/** The cards of a page. */
export function CardList({ name, busy, items, children }: CardListProps) {
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef({ card: -1, act: "" });
  // Whoever deletes a card with a key goes on with the one that takes its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where cards come or go
  useEffect(() => {
    const { card, act } = focused.current;
    if (card < 0 || document.activeElement !== document.body) return;
    const cards = list.current?.children ?? [];
    const next = cards[Math.min(card, cards.length - 1)];
    next?.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
  }, [items]);
  return (
    <ul
      ref={list}
      className="records"
      aria-label={name}
      aria-busy={busy}
      onFocus={({ target, currentTarget }) => {
        const card = [...currentTarget.children].findIndex((child) => child.contains(target));
        focused.current = { card, act: target.dataset.act ?? "" };
      }}
      onBlur={({ relatedTarget, currentTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) focused.current.card = -1;
      }}
    >
      {children}
    </ul>
  );
}
