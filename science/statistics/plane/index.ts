export { excludedIntervals, type ExcludedInterval, type RangeEnd } from './intervals.ts';
export { gridMesh, type PlaneMesh, type PlanePoint } from './mesh.ts';
export { regionArea, regionBelow, type Contour, type Place, type PlaneRegion } from './region.ts';
export { triangleMesh } from './triangles.ts';
