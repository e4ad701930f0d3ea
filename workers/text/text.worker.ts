/** A text worker of the page: see writer.ts. */
import '../no-eval';
import { type TextRequest, textWriter } from './writer';

const post = self.postMessage.bind(self) as Worker['postMessage']; // which also hands over

const write = textWriter((answer, handedOver) => post(answer, handedOver));

self.addEventListener('message', ({ data }: MessageEvent<TextRequest>) => {
  write(data).catch((error: unknown) => reportError(error));
});
