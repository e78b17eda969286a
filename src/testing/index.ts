/// <reference types="node" preserve="true" />
/** `launchd-svc/testing`: a stand-in for launchd that really runs jobs. Launchd semantics, not launchd; for tests only. */
export type { CalendarTime } from '../launchd/calendar.ts';
export type { Answer } from './answer.ts';
export type { CallFault, Fault, FaultScope, StateFault } from './fault-types.ts';
export type { Semantics } from './semantics.ts';
export { type CallOptions, type FaultControl, type StandIn, type StandInOptions, startStandIn } from './start.ts';
export type * from './types.ts';
