import { expect, test } from 'vitest';
import { readYaml } from '../../planning/document.ts';
import { InputError } from '../../schemas/index.ts';

test('an alias is what stands at its anchor; one without an anchor above it is an error at its place', () => {
  expect(readYaml('a: &one { x: 1 }\nb: *one\n', 'c.yaml').value).toEqual({ a: { x: 1 }, b: { x: 1 } });
  for (const text of ['a: 1\nb: *one\n', 'a: 1\nb: *one\nc: &one 2\n']) {
    const read = () => readYaml(text, 'c.yaml');
    expect(read).toThrow(InputError);
    expect(read).toThrow(/c\.yaml:2:4.*no anchor '&one' above '\*one'/);
  }
});
