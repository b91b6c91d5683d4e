import { Fragment } from "react";
import { useLocale } from "../i18n/context";
import type { Messages } from "../i18n/en";
import { Modal } from "./Modal";

type Key = keyof Messages["keys"] | string;

/** Each shortcut with the combinations that call it. */
const SHORTCUTS: readonly [keyof Messages["shortcutNames"], readonly (readonly Key[])[]][] = [
  ["undo", [["control", "Z"]]],
  [
    "redo",
    [
      ["control", "Y"],
      ["control", "shift", "Z"],
    ],
  ],
  ["clear", [["delete"], ["escape"]]],
  ["paste", [["control", "V"]]],
  ["pen", [["B"]]],
  ["eraser", [["E"]]],
  ["correct", [["V"]]],
  ["thinner", [["["]]],
  ["thicker", [["]"]]],
  ["upload", [["U"]]],
  ["help", [["?"]]],
];

interface ShortcutsDialogProps {
  open: boolean;
  singleKeys: boolean;
  onSingleKeys(on: boolean): void;
  onClose(): void;
}

export function ShortcutsDialog({ open, singleKeys, onSingleKeys, onClose }: ShortcutsDialogProps) {
  const { messages } = useLocale();
  const keyName = (key: Key) =>
    Object.entries(messages.keys).find(([name]) => name === key)?.[1] ?? key;
  return (
    <Modal open={open} title={messages.shortcuts} onClose={onClose}>
      <dl className="shortcuts">
        {SHORTCUTS.map(([name, combinations]) => (
          <div key={name}>
            <dt>{messages.shortcutNames[name]}</dt>
            <dd>
              {combinations.map((keys, index) => (
                <Fragment key={keys.join("+")}>
                  {index > 0 && ` ${messages.or} `}
                  {keys.map((key) => (
                    <kbd key={key}>{keyName(key)}</kbd>
                  ))}
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        {messages.singleKeys}
      </label>
    </Modal>
  );
}
