/** Numbers as the page writes them. */

/** A rate in 0 … 1 as whole per cent: `31%`. */
export function percent(rate: number): string {
  return Number.isFinite(rate) ? `${Math.round(100 * rate)}%` : '–';
}

/** A number with so many decimals, or a dash where there is none. */
export function decimal(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}

/** A length of time in words: `50 s`, `4 min 10 s`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time left, coarser than it is known: `less than a minute`, `about 4 min`. */
export function timeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'time left not known yet';
  if (seconds < 60) return 'less than a minute left';
  return `${roughly(seconds)} left`;
}

/** A length of time that is not known well: `about 50 s`, `about 4 min`. */
export const roughly = (seconds: number): string =>
  `about ${duration(seconds < 60 ? seconds : 60 * Math.round(seconds / 60))}`;

/** A calendar day: `23 November 2026`. */
export function day(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Bytes as people say them: `310 MB`, `1.4 GB`. */
export const bytes = (count: number): string =>
  count < 2 ** 30 ? `${Math.max(1, Math.round(count / 2 ** 20))} MB` : `${(count / 2 ** 30).toFixed(1)} GB`;

/** `1 model`, `3 models`. */
export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A number in decimal digits that reads back as the same: `0.0000001`, where JavaScript itself writes `1e-7`. */
export function plainDecimal(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const decimals = (digits.split('.')[1]?.length ?? 0) - Number(exponent);
  return value.toFixed(Math.min(100, Math.max(0, decimals)));
}
