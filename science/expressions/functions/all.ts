import { collectionFunctions } from './collections.ts';
import { conditionFunctions } from './conditions.ts';
import { elementaryFunctions } from './elementary.ts';
import { objectFunctions } from './objects.ts';
import { install } from './registry.ts';

install(...elementaryFunctions, ...conditionFunctions, ...objectFunctions, ...collectionFunctions);

export { expressionFunctions, findFunction, registerFunction } from './registry.ts';
