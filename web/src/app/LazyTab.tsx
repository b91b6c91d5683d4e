import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { useLocale } from "../i18n/context";
import type { TabProps } from "./tabs";

type Content = ComponentType<TabProps>;

/** A tab whose code is fetched when it is first shown, and again where that failed. */
export function lazyTab(load: () => Promise<Content>): Content {
  const fetched = () => lazy(async () => ({ default: await load() }));
  return function LazyTab(props: TabProps) {
    const [{ Tab, attempt }, setTab] = useState(() => ({ Tab: fetched(), attempt: 1 }));
    const again = () => setTab({ Tab: fetched(), attempt: attempt + 1 });
    return (
      <Mishap key={attempt} shown={<Missing onAgain={again} />}>
        <Suspense fallback={<p className="card unavailable" aria-busy="true" />}>
          <Tab {...props} />
        </Suspense>
      </Mishap>
    );
  };
}

function Missing({ onAgain }: { onAgain(): void }) {
  const { messages } = useLocale();
  return (
    <div className="card unavailable" role="alert">
      <p>{messages.tabMissing}</p>
      <button type="button" className="button" onClick={onAgain}>
        {messages.tryAgain}
      </button>
    </div>
  );
}

interface MishapProps {
  readonly shown: ReactNode;
  readonly children: ReactNode;
}

/** Shows something else where what it holds cannot be drawn; the rest of the page goes on. */
class Mishap extends Component<MishapProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.shown : this.props.children;
  }
}
