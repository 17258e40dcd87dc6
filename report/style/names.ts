/** Display names, in the markup of markup.ts. A name that is not known here is shown as it is. */
const processes: Readonly<Record<string, string>> = {
  drell_yan: 'Drell–Yan',
  ttbar: 't~{t}',
  single_top: 'Single top',
  diboson: 'Diboson',
  wjets: 'W + jets',
  data: 'Data',
};

const channels: Readonly<Record<string, string>> = {
  ee: 'ee',
  mumu: 'μμ',
  combined: 'combined',
  inclusive: 'summed',
};

const methods: Readonly<Record<string, string>> = {
  network: 'Network',
  network_dropout: 'Network, dropout mean',
  'cut-and-count': 'Cut and count',
  'cut-and-count-test': 'Cut and count, test set',
};

const regions: Readonly<Record<string, string>> = { low: 'low', mid: 'middle', high: 'high' };

const spaced = (key: string): string => key.replaceAll('_', ' ');
const lookUp = (names: Readonly<Record<string, string>>, key: string): string =>
  Object.hasOwn(names, key) ? (names[key] ?? key) : spaced(key);

export const processName = (process: string): string => lookUp(processes, process);
export const channelName = (channel: string): string => lookUp(channels, channel);
export const methodName = (method: string): string => lookUp(methods, method);
export const regionName = (region: string): string => lookUp(regions, region);

/** The mediator's mass, as axes and captions write it. */
export const mediatorMass = 'm_{Z′}';

export interface CategoryName {
  readonly model: string;
  readonly scenario: string;
  readonly region?: string;
}

/** `DH LDS, low m_{Z'}`. */
export function categoryName(category: CategoryName): string {
  const model = `${spaced(category.model)} ${spaced(category.scenario)}`;
  return category.region === undefined ? model : `${model}, ${regionName(category.region)} ${mediatorMass}`;
}
