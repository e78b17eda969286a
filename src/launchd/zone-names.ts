/** Names of time zones for those who mistyped one. */
import { nearest } from './nearest.ts';

const MOST = 3;

/**
 * Names of the tz database that a wrong one may stand for, the best first, at most three: the zones of a city
 * ("berlin", "New York"), else the nearest names. Empty when nothing is near.
 */
export function zonesLike(name: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  const typed = name.trim().replaceAll(/\s+/g, '_');
  const city = cityOf(typed);
  const same = zones.filter((zone) => cityOf(zone) === city);
  if (city !== '' && same.length > 0) return same.slice(0, MOST);
  const whole = nearest(typed, zones);
  if (whole !== undefined) return [whole];
  const near = nearest(city, new Set(zones.map(cityOf)));
  return near === undefined ? [] : zones.filter((zone) => cityOf(zone) === near).slice(0, MOST);
}

/** The last part of a name, in small letters. */
function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).toLowerCase();
}
