/** Waiting that a signal ends early. */

export interface Stop {
  /** Did a signal come? */
  isDue(): boolean;
  /** Waits so many milliseconds, or until a signal comes. */
  wait(ms: number): Promise<void>;
  /** Lets the signals do again what they do by themselves. */
  release(): void;
}

/** From now on the first of these signals ends nothing by itself: it makes {@link Stop.isDue} true. A second one ends svc. */
export function untilSignal(signals: readonly NodeJS.Signals[]): Stop {
  let isDue = false;
  let wake = () => {};
  const onSignal = () => {
    isDue = true;
    release();
    wake();
  };
  const release = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    isDue: () => isDue,
    wait: (ms) =>
      new Promise((resolve) => {
        if (isDue) return resolve();
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    release,
  };
}
