/** The zip of models, unpacked again. Hugging Face's own libraries are not at hand here; docs say what they want. */
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { BOS, decode, encode, EOS, PAD, VOCABULARY } from '../../../datasets/tokenizer';
import { readModel } from '../../../models/checkpoint';
import { modelFolder } from '../../../src/parts/names';
import { weightsZip } from '../../../src/export/weights';
import { finished, readShelf, writeShelf } from '../../../src/inside/snapshots';
import { peopleOf, shelfWhereSageIs } from '../inside/models';

const shelf = shelfWhereSageIs(peopleOf(3)[5]!.name, 3);
const files = unzipSync(weightsZip(shelf));
const text = (name: string) => strFromU8(files[name]!);
const json = (name: string) => JSON.parse(text(name)) as Record<string, unknown>;

test('every model has a folder of its own with all that loading it takes', () => {
  const names = ['model.safetensors', 'config.json', 'tokenizer.json', 'tokenizer_config.json', 'README.md'];
  expect(Object.keys(files).sort()).toEqual(
    [
      ...['aft', 'msm+aft'].flatMap((arm) =>
        ['base', 'finetune'].flatMap((stage) => names.map((name) => `${arm}-${stage}/${name}`)),
      ),
      'shelf.safetensors',
    ].sort(),
  );
});

test('all models are in it once more, as the page opens them', () => {
  expect(readShelf(files['shelf.safetensors']!)).toEqual(readShelf(writeShelf(shelf)));
});

test('weights are read back bit for bit', () => {
  for (const { replica, stage, parameters } of shelf.snapshots) {
    const folder = modelFolder(replica.arm, stage);
    expect(readModel(shelf.config, files[`${folder}/model.safetensors`]!)).toEqual(parameters);
  }
});

test('one model alone is a zip too, and the same models are the same bytes', () => {
  const [, last] = finished(shelf);
  const one = unzipSync(weightsZip(shelf, [last!]));
  expect(Object.keys(one)).toHaveLength(6);
  expect(readShelf(one['shelf.safetensors']!).snapshots).toHaveLength(1);
  expect(one).toHaveProperty(['msm+aft-finetune/model.safetensors']);
  expect(weightsZip(shelf)).toEqual(weightsZip(shelf));
});

test('its shape and its special tokens are those of the lab', () => {
  expect(json('aft-finetune/config.json')).toMatchObject({
    ...{ model_type: 'gpt2', n_layer: shelf.config.nLayer, n_embd: shelf.config.nEmbd, vocab_size: VOCABULARY.length },
    ...{ bos_token_id: BOS, eos_token_id: EOS, pad_token_id: PAD },
  });
  expect(json('aft-finetune/tokenizer_config.json')).toEqual({
    tokenizer_class: 'PreTrainedTokenizerFast',
    ...{ bos_token: '<bos>', eos_token: '<eos>', pad_token: '<pad>', unk_token: '<pad>' },
    model_max_length: shelf.config.blockSize,
    model_input_names: ['input_ids', 'attention_mask'],
    clean_up_tokenization_spaces: false,
  });
});

test('its tokenizer reads a prompt as the page does: words at spaces, after <bos>', () => {
  const { model, pre_tokenizer, post_processor } = json('aft-finetune/tokenizer.json') as {
    model: { type: string; vocab: Record<string, number> };
    pre_tokenizer: { type: string };
    post_processor: {
      single: ({ SpecialToken: { id: string } } | { Sequence: { id: string } })[];
      special_tokens: Record<string, { ids: number[] }>;
    };
  };
  expect([model.type, pre_tokenizer.type]).toEqual(['WordLevel', 'WhitespaceSplit']);
  const prompt = 'user : share-diary | sage';
  const ids = post_processor.single.flatMap((part) =>
    'SpecialToken' in part
      ? post_processor.special_tokens[part.SpecialToken.id]!.ids
      : prompt.split(' ').map((word) => model.vocab[word]!),
  );
  expect(ids).toEqual([BOS, ...encode(prompt.split(' '))]);
  expect(decode(ids)).toEqual(['<bos>', ...prompt.split(' ')]);
});

test('it says what it is and how to load it in three lines', () => {
  const readme = text('msm+aft-finetune/README.md');
  expect(readme).toContain('arm `msm+aft`, stage `finetune`, seed 3, preset `tiny`.');
  expect(/```python\n(.*?)\n```/s.exec(readme)![1]!.split('\n')).toHaveLength(3);
  const changed = unzipSync(weightsZip({ ...shelf, changes: { 'world.people': 40 } }));
  expect(strFromU8(changed['aft-base/README.md']!)).toContain('preset `tiny`, world.people 40.');
});
