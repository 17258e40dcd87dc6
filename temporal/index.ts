export { clusterFromEnvironment, connectionOptions, embeddedCluster, type Cluster } from './connect.ts';
export { freePort } from './free-port.ts';
export * from './names.ts';
export { findServer, startServer, stopOrphanedServer, type EmbeddedServer, type RunningServer } from './server.ts';
