import { areaError, areaUnderCurve, rankByFallingScore, scanThresholds } from '../../metrics/index.ts';
import { stackLayers } from '../graph/layers/index.ts';
