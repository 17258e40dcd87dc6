/**
 * The features by name, each after the one that it lies below. A model depends on the order of its features and the key of a task does
 * not: however a campaign lists them, it must come out the same.
 */
export function inOrder<F extends { readonly below?: string | undefined }>(
  features: Readonly<Record<string, F>>,
): Readonly<Record<string, F>> {
  const left = Object.keys(features).sort();
  const ordered: Record<string, F> = {};
  while (left.length > 0) {
    const next = left.findIndex((name) => {
      const below = features[name]?.below;
      return below === undefined || below in ordered || !(below in features);
    });
    const [name = ''] = left.splice(Math.max(next, 0), 1);
    ordered[name] = features[name] as F;
  }
  return ordered;
}
