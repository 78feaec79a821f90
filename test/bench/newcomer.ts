import { startPainter } from '../../inference/painter.ts';
import { percentile } from './load.ts';
import { apple, modelsDirectory, paintOptions, THREADS, timed } from './requests.ts';

/** What a short request gets from a device that is busy with long ones. */
export interface NewcomerFigures {
  /** Its latency while four images of 50 steps are painted / alone on the device. */
  vsAlone: number;
  /** The same latency / the time that the long ones still took: above 1 it waited for their end. */
  vsTheirEnd: number;
}

/** One image of 20 steps comes to four of 50, which with guidance fill the eight rows of a call; the least of the rounds. */
export async function measureNewcomer(rounds: number): Promise<NewcomerFigures> {
  let measured: () => void = () => undefined;
  const calibrated = new Promise<void>((resolve) => {
    measured = resolve;
  });
  const painter = await startPainter({ modelsDirectory, threads: THREADS, onSpeed: () => measured() });
  const paint = () => painter.paint(apple, paintOptions());
  await paint();
  await calibrated; // what calls cost decides who shares them
  const [alone, among, ends]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    alone.push((await timed(paint))[0]);
    let began: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      began = resolve;
    });
    const long = painter.paint({ ...apple, count: 4, steps: 50 }, { ...paintOptions(), onStep: () => began() });
    await running;
    const newcomer = timed(paint);
    ends.push((await timed(() => long))[0]);
    among.push((await newcomer)[0]);
  }
  await painter.close();
  const least = percentile(among, 0);
  return {
    vsAlone: Number((least / percentile(alone, 0)).toFixed(3)),
    vsTheirEnd: Number((least / percentile(ends, 0)).toFixed(3)),
  };
}
