/** A stage with the stand-in for launchd on it. */
import { type StandIn, startStandIn } from '../../src/testing/index.ts';
import { quickEnv } from '../support/quick-launchctl.ts';
import { Stage } from './stage.ts';

export interface StandInStage {
  readonly stage: Stage;
  /** Ends the stand-in with every job of it, and removes what was written. */
  end(): Promise<void>;
}

/** @param timeScale real seconds that a second of launchd takes @param columns of the terminal; left out: a pipe */
export async function standInStage(timeScale: number, columns?: number): Promise<StandInStage> {
  const uid = process.getuid!();
  const standIn: StandIn = await startStandIn({ timeScale, uid });
  const { launchctl, home } = standIn;
  const env = { ...quickEnv(standIn), ...(uid === 0 && { SVC_ALLOW_ROOT: '1' }) };
  const namespace = `org.example.svc-test-${process.pid}`;
  const stage = new Stage({ namespace, uid, launchctl, home, env, ...(columns !== undefined && { columns }) });
  const end = async () => {
    await standIn.stop();
    stage.remove();
  };
  return { stage, end };
}
