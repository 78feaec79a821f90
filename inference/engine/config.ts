/**
 * The one thing that onnxruntime takes from the environment. Its builds for Linux and macOS report to Microsoft over
 * the network from 1.30 on, and keep a device id in the home directory and files in the temporary one, unless this
 * variable is set before the library is loaded (microsoft/onnxruntime pull request 27379). People host Easel
 * themselves so that nobody else hears of it.
 *
 * To be called on the main thread: a worker thread's environment is a copy, which native code does not see.
 */
export function forbidTelemetry(): void {
  Object.assign(process.env, { ORT_DISABLE_TELEMETRY: '1' });
}
