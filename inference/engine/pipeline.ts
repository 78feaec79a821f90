import { Fault } from '../../prisma/fault.ts';
import type { Component, Model } from '../models/model.ts';
import { bytesOf, componentsOf } from '../models/weights.ts';
import { type Device, parseDevice } from './device.ts';
import { PIXEL_GRAPH, PixelGraph } from './pixel-graph.ts';
import { PreviewMap } from './preview.ts';
import { SafetyChecker } from './safety-checker.ts';
import { type CreateSession, Session } from './session.ts';
import { TextEncoder } from './text-encoder.ts';
import { ClipTokenizer } from './tokenizer.ts';
import { Unet } from './unet.ts';
import { unetGraphOf } from './unet-graph.ts';
import { roomFor, UnetPool } from './unet-pool.ts';
import { VaeDecoder } from './vae.ts';
import { VaeEncoder } from './vae-encoder.ts';
import { VaeDecoderGraph } from './vae-graph.ts';

/** A model whose graphs are open on the device. */
export interface Pipeline {
  model: Model;
  /** Milliseconds that opening took. */
  openMs: number;
  textEncoder: TextEncoder;
  unet: Unet;
  /** The same, once for each number of rows where there is memory for it. */
  unets: UnetPool;
  vaeDecoder: VaeDecoder;
  /** Opened when image to image first asks for it; null where the model has none. */
  vaeEncoder: (() => Promise<VaeEncoder>) | null;
  /** Opened with the first picture; null where the model has none. */
  safetyChecker: (() => Promise<SafetyChecker>) | null;
  /** What its finished pictures have taught about its latents. */
  previewMap: PreviewMap;
  /** Milliseconds that the runs of all its sessions have taken inside onnxruntime so far. */
  readonly sessionMs: number;
  close(): Promise<void>;
}

/**
 * Opens a model. What was opened before a failure is closed again. `memoryBytes`: weights that the device has room for;
 * null: nobody said. Faults as Session.open.
 */
export async function openPipeline(
  model: Model,
  device: Device,
  memoryBytes: number | null = null,
  createSession?: CreateSession,
): Promise<Pipeline> {
  const startedAt = performance.now();
  const sessions: Session[] = [];
  const close = async () => {
    for (const session of sessions.splice(0)) await session.close();
  };
  const open = async (component: Component, graph: Buffer | null = null, on = device): Promise<Session> => {
    const session = await Session.open(component, on, graph, createSession);
    sessions.push(session);
    return session;
  };
  try {
    const tokenizer = openTokenizer(model);
    const textEncoder = new TextEncoder(await open(model.textEncoder), tokenizer, model.promptChunks);
    const openUnet = async () => {
      const { component, graph, guides } = unetGraphOf(model.unet, device);
      return new Unet(await open(component, graph), model, guides);
    };
    const unet = await openUnet();
    // On the CPU any number of rows runs in any session as well.
    const room =
      device.provider === 'cpu' ? 0 : roomFor(bytesOf([model.unet]), bytesOf(componentsOf(model)), memoryBytes);
    const unets = new UnetPool(unet, room, openUnet);
    const openDecoder = async (component: Component) => new VaeDecoderGraph(await open(component), model);
    const float32 = onDemand(model.vaeDecoderFloat32, openDecoder);
    const pixels = new PixelGraph(await open(...PIXEL_GRAPH, parseDevice('cpu', device.threads)));
    const vaeDecoder = new VaeDecoder(await openDecoder(model.vaeDecoder), pixels, model, float32);
    const vaeEncoder = onDemand(model.vaeEncoder, async (component) => new VaeEncoder(await open(component), model));
    const safetyChecker = onDemand(model.safetyChecker, async (component) => new SafetyChecker(await open(component)));
    const previewMap = new PreviewMap(model.latentChannels);
    const openMs = performance.now() - startedAt;
    return {
      ...{ model, openMs, textEncoder, unet, unets, vaeDecoder, vaeEncoder, safetyChecker, previewMap, close },
      get sessionMs() {
        return sessions.reduce((sum, { runMs }) => sum + runMs, 0);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a component when it is first asked for, or again after that failed; null where the model has none. */
function onDemand<T>(component: Component | null, open: (component: Component) => Promise<T>) {
  let opened: Promise<T> | null = null;
  if (component === null) return null;
  return (): Promise<T> => {
    opened ??= open(component).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}

/** The catalogue read the same files; they can only have changed since. */
function openTokenizer({ tokenizer }: Model): ClipTokenizer {
  try {
    return new ClipTokenizer(tokenizer);
  } catch (cause) {
    throw new Fault('model_unavailable', `${tokenizer.folder} cannot be read: ${String(cause)}`, { cause });
  }
}
