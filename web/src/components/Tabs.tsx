import { type KeyboardEvent, useRef } from "react";
import "./tabs.css";

interface TabsProps<Value extends string> {
  label: string;
  tabs: readonly { readonly value: Value; readonly name: string }[];
  value: Value;
  onChange(value: Value): void;
}

export const tabId = (value: string) => `tab-${value}`;
export const panelId = (value: string) => `panel-${value}`;

/** Tabs as the authoring practices have them: one stop for Tab, arrow keys, Home and End inside. */
export function Tabs<Value extends string>({ label, tabs, value, onChange }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent) => {
    const current = tabs.findIndex((tab) => tab.value === value);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: current + 1,
      ArrowLeft: current - 1 + tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const wanted = steps[event.key];
    const tab = wanted === undefined ? undefined : tabs[wanted % tabs.length];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.value);
    list.current?.querySelector<HTMLElement>(`#${tabId(tab.value)}`)?.focus();
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={go}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={tabId(tab.value)}
          aria-controls={panelId(tab.value)}
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
