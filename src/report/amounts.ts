/** Lengths of time, sizes and moments in few characters, for tables. */
import { weekdayName } from '../launchd/calendar.ts';
import type { TimeZone } from '../launchd/time-zone.ts';
import { clockName } from '../status/clock-words.ts';

/** "42s", "5m 12s", "2h 05m", "3d 4h" */
export function shortDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [minutes, hours, days] = [60, 3600, 86_400].map((unit) => Math.floor(whole / unit)) as [number, number, number];
  const two = (number: number) => String(number).padStart(2, '0');
  if (days > 0) return `${days}d ${hours % 24}h`;
  if (hours > 0) return `${hours}h ${two(minutes % 60)}m`;
  return minutes > 0 ? `${minutes}m ${two(whole % 60)}s` : `${whole}s`;
}

const UNITS = ['B', 'K', 'M', 'G', 'T', 'P'];

/** In units of 1024: "0B", "512B", "12.3M", "980M" */
export function shortSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 999.5 && unit < UNITS.length - 1; unit++) size /= 1024;
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)}${UNITS[unit]}`;
}

const DAY = 86_400_000;

/** "03:00" on the same day, "Sun 03:00" within six days, else "2026-03-29". Instants in milliseconds since 1970 UTC. */
export function shortMoment(at: number, now: number, zone: TimeZone): string {
  const [there, here] = [at + zone.offsetAt(at), now + zone.offsetAt(now)];
  const days = Math.floor(there / DAY) - Math.floor(here / DAY);
  if (days === 0) return clockName(there);
  if (Math.abs(days) <= 6) return `${weekdayName(new Date(there).getUTCDay()).slice(0, 3)} ${clockName(there)}`;
  return new Date(there).toISOString().slice(0, 10);
}
