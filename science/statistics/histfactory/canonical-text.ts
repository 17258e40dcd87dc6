import { InputError } from '../../../schemas/index.ts';

/**
 * A JSON text as Python's `json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False)` writes it, over which the digests of
 * patch sets are taken. It is made from the text: 1 and 1.0 are one number here, but two in Python.
 */
export function canonicalJsonText(text: string): string {
  let at = 0;
  const fail = (expected: string): never => {
    const line = text.slice(0, at).split('\n').length;
    throw new InputError('json', `not JSON: '${text.slice(at, at + 10)}'`, { place: { line }, expected });
  };
  const space = (): void => {
    while (/[ \t\n\r]/.test(text[at] ?? '')) at++;
  };
  /** Whether the next character is this one, which is then passed. */
  const next = (character: string): boolean => {
    space();
    const found = text[at] === character;
    if (found) at++;
    return found;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const string = (): string => {
    space();
    const found = match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    return found === undefined ? fail('a string') : (JSON.parse(found) as string);
  };
  /** After a member: whether another follows. */
  const another = (end: string): boolean => {
    if (next(',')) return true;
    if (!next(end)) fail(`',' or '${end}'`);
    return false;
  };
  const members = (): string => {
    const found = new Map<string, string>();
    for (let more = !next('}'); more; more = another('}')) {
      const key = string();
      if (!next(':')) fail("':'");
      found.set(key, value());
    }
    const sorted = [...found].sort(byCodePoint);
    return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}: ${item}`).join(', ')}}`;
  };
  const items = (): string => {
    const found: string[] = [];
    for (let more = !next(']'); more; more = another(']')) found.push(value());
    return `[${found.join(', ')}]`;
  };
  const value = (): string => {
    if (next('{')) return members();
    if (next('[')) return items();
    if (text[at] === '"') return JSON.stringify(string());
    return (
      match(/true|false|null/y) ??
      number(match(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y)) ??
      fail('a value')
    );
  };
  const result = value();
  space();
  return at === text.length ? result : fail('the end of the text');
}

/** As Python prints it: integers of any size unchanged, others by their shortest digits. */
function number(lexeme: string | undefined): string | undefined {
  if (lexeme === undefined) return undefined;
  if (/^-?[0-9]+$/.test(lexeme)) return lexeme === '-0' ? '0' : lexeme;
  const value = Number(lexeme);
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', exponentText = ''] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const power = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ beyond the basic plane. */
function byCodePoint([a]: readonly [string, string], [b]: readonly [string, string]): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = ((x[i] as string).codePointAt(0) as number) - ((y[i] as string).codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
