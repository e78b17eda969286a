import { describe, expect, it } from 'vitest';
import { openTimeZone, TimeZone } from '../../src/launchd/time-zone.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const wall = (year: number, month: number, day: number, hour = 0, minute = 0) =>
  Date.UTC(year, month - 1, day, hour, minute);
const instants = (zone: string, wallClock: number) =>
  new TimeZone(zone).instantsOf(wallClock).map((at) => new Date(at).toISOString().slice(0, 16));

describe('a wall-clock time', () => {
  it('is one instant on a plain day', () => {
    expect(instants('UTC', wall(2025, 3, 9, 2, 30))).toEqual(['2025-03-09T02:30']);
    expect(instants('Asia/Kolkata', wall(2025, 3, 9, 2, 30))).toEqual(['2025-03-08T21:00']);
  });

  it('is none where the clock is put forward, two where it is put back', () => {
    expect(instants('America/New_York', wall(2025, 3, 9, 2, 30))).toEqual([]);
    expect(instants('America/New_York', wall(2025, 3, 9, 3))).toEqual(['2025-03-09T07:00']);
    expect(instants('America/New_York', wall(2025, 11, 2, 1, 30))).toEqual(['2025-11-02T05:30', '2025-11-02T06:30']);
  });

  it('follows half an hour on Lord Howe, a gap at midnight in Sao Paulo, a day left out and one lived twice', () => {
    expect(instants('Australia/Lord_Howe', wall(2024, 10, 6, 2, 15))).toEqual([]);
    expect(instants('Australia/Lord_Howe', wall(2024, 4, 7, 1, 45))).toEqual(['2024-04-06T14:45', '2024-04-06T15:15']);
    expect(instants('America/Sao_Paulo', wall(2018, 11, 4, 0, 30))).toEqual([]);
    expect(instants('America/Sao_Paulo', wall(2018, 11, 4, 1))).toEqual(['2018-11-04T03:00']);
    expect(instants('Pacific/Apia', wall(2011, 12, 30, 12))).toEqual([]);
    expect(instants('Pacific/Apia', wall(2011, 12, 31))).toEqual(['2011-12-30T10:00']);
    expect(instants('Pacific/Kwajalein', wall(1969, 9, 30, 12))).toHaveLength(2);
  });
});

describe('a zone', () => {
  it('knows offsets down to the second', () => {
    expect(new TimeZone('Africa/Monrovia').offsetAt(0)).toBe(-(44 * MINUTE + 30_000));
    expect(new TimeZone('Asia/Kathmandu').offsetAt(wall(2025, 1, 1))).toBe(5 * HOUR + 45 * MINUTE);
    expect(new TimeZone('Asia/Kathmandu').wallClockAt(wall(2025, 1, 1))).toBe(wall(2025, 1, 1, 5, 45));
  });

  it('lists its changes after one instant up to another', () => {
    const berlin = new TimeZone('Europe/Berlin');
    const spring = Date.UTC(2025, 2, 30, 1);
    const autumn = Date.UTC(2025, 9, 26, 1);
    expect(berlin.changesBetween(wall(2025, 1, 1), wall(2026, 1, 1))).toEqual([
      { at: spring, before: HOUR, after: 2 * HOUR },
      { at: autumn, before: 2 * HOUR, after: HOUR },
    ]);
    expect(berlin.changesBetween(spring, autumn - 1)).toEqual([]);
    expect(berlin.changesBetween(spring - 1, spring)).toHaveLength(1);
    expect(new TimeZone('UTC').changesBetween(wall(1950, 1, 1), wall(2050, 1, 1))).toEqual([]);
  });

  it('finds what Intl says at any instant, whichever is asked first', () => {
    const names = ['Europe/Dublin', 'Africa/Casablanca', 'Asia/Gaza', 'America/Recife', 'Antarctica/Troll'];
    for (const name of names) {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
      const zone = new TimeZone(name);
      for (let i = 0; i < 500; i++) {
        const at = wall(1995 + ((i * 7) % 50), 1 + (i % 12), 1 + (i % 28), i % 24, i % 60);
        const shown = new Date(zone.wallClockAt(at)).toISOString().slice(0, 19).replace('T', ' ');
        expect([name, at, shown]).toEqual([name, at, format.format(at)]);
      }
    }
  });

  it('has no answer of its own beyond the years 1900 to 9999', () => {
    const berlin = new TimeZone('Europe/Berlin');
    expect(berlin.offsetAt(-1e15)).toBe(berlin.offsetAt(Date.UTC(1900, 0, 1)));
    expect(berlin.offsetAt(8e15)).toBe(HOUR);
    expect(berlin.changesBetween(Date.UTC(9999, 11, 1), 8e15)).toEqual([]);
  });
});

describe('a name', () => {
  it('opens in any letter case, and keeps the one that was asked for', () => {
    expect(new TimeZone('europe/berlin').name).toBe('Europe/Berlin');
    expect(new TimeZone('Asia/Kolkata').name).toBe('Asia/Kolkata');
  });

  it.each(['', 'Mars/Olympus', 'local', ':UTC', 'Europe/Berlin\0'])('%j is unknown', (name) => {
    expect(openTimeZone(name)).toEqual({ unknown: name });
  });

  it('does not ask which zone the process is in', () => {
    const before = process.env.TZ;
    try {
      process.env.TZ = 'Asia/Tokyo';
      expect(new TimeZone('America/New_York').offsetAt(wall(2025, 1, 1))).toBe(-5 * HOUR);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });
});
