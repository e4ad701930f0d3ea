/**
 * Trained models as a zip that PyTorch loads: for each a folder in the layout of Hugging Face's GPT-2, with its weights,
 * its shape, the toy world's words and how to load it; and all of them once more as the one file that the page opens.
 */
import type { Snapshot } from '../../workers/protocol';
import { strToU8, zipSync, type ZippableFile } from 'fflate';
import { BOS, EOS, huggingFaceTokenizer, PAD, VOCABULARY } from '../../datasets/tokenizer';
import { huggingFaceConfig, writeModel } from '../../models/checkpoint';
import type { GPTConfig } from '../../models/config';
import { type Shelf, writeShelf } from '../inside/snapshots';
import { modelFolder, SHELF_FILE } from '../parts/names';

/** The earliest date that a zip can name, so that the same models are the same file. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * The bytes of the zip.
 * @param snapshots which of the shelf's models; all of them unless said otherwise
 */
export function weightsZip(shelf: Shelf, snapshots: readonly Snapshot[] = shelf.snapshots): Uint8Array<ArrayBuffer> {
  const files = snapshots.flatMap((snapshot) => {
    const folder = modelFolder(snapshot.replica.arm, snapshot.stage);
    return Object.entries(modelFiles(shelf, snapshot)).map(([name, file]) => [`${folder}/${name}`, file] as const);
  });
  const own: ZippableFile = [writeShelf({ ...shelf, snapshots: [...snapshots] }), { level: 0 }];
  return zipSync({ ...Object.fromEntries(files), [SHELF_FILE]: own }, { mtime: NO_DATE });
}

/** The files of one model by name. Weights do not compress, so they are stored. */
function modelFiles(shelf: Shelf, snapshot: Snapshot): Record<string, ZippableFile> {
  const json = (value: unknown) => strToU8(`${JSON.stringify(value, null, 2)}\n`);
  return {
    'model.safetensors': [writeModel(shelf.config, snapshot.parameters), { level: 0 }],
    'config.json': json(huggingFaceConfig(shelf.config, { bos: BOS, eos: EOS, pad: PAD })),
    'tokenizer.json': json(promptTokenizer()),
    'tokenizer_config.json': json(tokenizerConfig(shelf.config)),
    'README.md': strToU8(readme(shelf, snapshot)),
  };
}

/** The lab's tokenizer, which also puts `<bos>` before a text, as every document that a model was trained on has it. */
function promptTokenizer(): object {
  const bos = VOCABULARY[BOS]!;
  const special = { SpecialToken: { id: bos, type_id: 0 } };
  const text = (id: 'A' | 'B') => ({ Sequence: { id, type_id: 0 } });
  return {
    ...huggingFaceTokenizer(),
    post_processor: {
      type: 'TemplateProcessing',
      single: [special, text('A')],
      pair: [special, text('A'), text('B')],
      special_tokens: { [bos]: { id: bos, ids: [BOS], tokens: [bos] } },
    },
  };
}

function tokenizerConfig({ blockSize }: GPTConfig): object {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: VOCABULARY[BOS],
    eos_token: VOCABULARY[EOS],
    pad_token: VOCABULARY[PAD],
    unk_token: VOCABULARY[PAD],
    model_max_length: blockSize,
    // GPT-2 would add the word of a token's type to the word itself.
    model_input_names: ['input_ids', 'attention_mask'],
    clean_up_tokenization_spaces: false,
  };
}

function readme({ config, preset, changes = {}, seed }: Shelf, { replica, stage }: Snapshot): string {
  const folder = modelFolder(replica.arm, stage);
  const recipe = [`preset \`${preset}\``, ...Object.entries(changes).map(([path, value]) => `${path} ${value}`)];
  return `# ${folder}

A tiny GPT-2 of Midtrain Lab: arm \`${replica.arm}\`, stage \`${stage}\`, seed ${seed}, ${recipe.join(', ')}. It reads at
most ${config.blockSize} words of a language of ${config.vocabSize}, all listed in tokenizer.json; any other word becomes <pad>.

\`\`\`python
from transformers import AutoTokenizer, GPT2LMHeadModel
tokenizer, model = (kind.from_pretrained("./${folder}") for kind in (AutoTokenizer, GPT2LMHeadModel))
print(tokenizer.decode(model.generate(**tokenizer("user : share-diary | sage", return_tensors="pt"), max_new_tokens=8)[0]))
\`\`\`
`;
}
