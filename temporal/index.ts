export { clusterFromEnvironment, connectionOptions, embeddedCluster, type Cluster } from './connect.ts';
export { freePort } from './free-port.ts';
export * from './names.ts';
export { findServer, portOf, type EmbeddedServer } from './description.ts';
export { openServer, stopOrphanedServer, type RunningServer } from './server.ts';
