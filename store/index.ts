export { describeFile, openLocalStore } from './local.ts';
export { intactPath } from './intact-path.ts';
export { StoreError, type Store } from './store.ts';
export { readTable, tableShape, writeTable, type TableShape } from './tables/index.ts';
export { decodeRecords, encodeRecords } from './records.ts';
export { collectGarbage, type GarbageReport } from './gc.ts';
export { forgetObject, verifyStore, type VerifyReport } from './verify.ts';
export { champions, decide, modelOf, register, versionOf, type Decision } from './registry.ts';
