export { dataConverter, encryptionCodec } from './codec.ts';
export {
  clusterFromEnvironment,
  connectionOptions,
  embeddedCluster,
  withoutConnection,
  type Cluster,
} from './connect.ts';
export { freePort } from './free-port.ts';
export * from './names.ts';
export { findServer, portOf, type EmbeddedServer } from './description.ts';
export { openServer, stopOrphanedServer, type OpeningOptions, type RunningServer } from './server.ts';
