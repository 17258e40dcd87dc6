export { curvesFigure, type CurvesRequest, type Series } from './curves.ts';
export { distributionFigure, type DistributionRequest, type GroupHistogram } from './distribution.ts';
export { matrixFigure, type MatrixRequest } from './matrix.ts';
export { planeFigure, type PlaneContours, type PlaneRequest } from './plane.ts';
export type { AxisRequest } from './axes.ts';
