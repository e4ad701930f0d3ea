/** A text worker of the command line: see workers/text/writer.ts. */
import { parentPort } from 'node:worker_threads';
import { type TextRequest, textWriter } from '../workers/text/writer';

const port = parentPort!;
const write = textWriter((answer, handedOver) => port.postMessage(answer, handedOver));

// What it rejects with ends the worker, and whoever started it hears of that.
port.on('message', (request: TextRequest) => void write(request));
