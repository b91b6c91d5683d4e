/** Milliseconds of work at a time; questions about pictures are answered in between. */
const TURN = 12;

/** Lets others have their turn, whenever some time has gone by. */
export function createBreath(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN) return;
    await turn();
    last = performance.now();
  };
}

/** A message to oneself comes after those that wait already, and without a timer's pause. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
