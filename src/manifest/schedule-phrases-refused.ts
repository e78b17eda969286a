/** First words that people try and that say too little, or say it for something else than a schedule. */
export interface RefusedPhrase {
  readonly message: string;
  /** @param rest the words after the first one */
  readonly help: (rest: string) => string;
}

const startAtLoad = {
  message: 'Starting when the job is loaded is no schedule.',
  help: () => 'Write `runAtLoad: true`.',
};
const interval = {
  message: 'An interval is no schedule.',
  help: () => 'Write the field `every:` with a duration, such as `every: 5m`.',
};

function such(as: string, fallback: string): (rest: string) => string {
  return (rest) => {
    const time = rest.length <= 20 && rest !== '' ? rest : fallback;
    return `Write \`${as} HH:MM\`, such as ${JSON.stringify(`${as} ${time}`)}.`;
  };
}

export const PHRASES_REFUSED: Readonly<Record<string, RefusedPhrase>> = {
  weekly: {
    message: '`weekly` without a day is ambiguous: some tools mean Monday, some Sunday.',
    help: () => 'Write the day and the time without it, such as `sunday 03:00`.',
  },
  weekdays: { message: '`weekdays` is no name for days here.', help: such('mon-fri', '09:00') },
  weekday: { message: '`weekday` is no name for days here.', help: such('mon-fri', '09:00') },
  weekends: { message: '`weekends` is no name for days here.', help: such('sat,sun', '09:00') },
  weekend: { message: '`weekend` is no name for days here.', help: such('sat,sun', '09:00') },
  annually: { message: '`annually` is a second name for `yearly`.', help: () => 'Write `yearly <month> <day> HH:MM`.' },
  midnight: { message: '`midnight` is no time here.', help: () => 'Write "00:00".' },
  noon: { message: '`noon` is no time here.', help: () => 'Write "12:00".' },
  every: interval,
  each: interval,
  minutely: { message: '`minutely` runs the job every minute.', help: () => 'Write `every: 60` for that.' },
  at: { message: '`at` is not needed.', help: (rest) => `Write ${JSON.stringify(rest.slice(0, 40) || '07:55')}.` },
  reboot: startAtLoad,
  boot: startAtLoad,
  login: startAtLoad,
  startup: startAtLoad,
};
