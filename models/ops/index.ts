/** The operations that each family of kernels does in its own way (see kernel.ts), by what they compute. */
import type { Attention } from './attention';
import type { AttentionBackward, AttentionBackwardQuery } from './attention-backward';
import { attentionBackwardKeyValueGpu, attentionBackwardQueryGpu } from './attention-backward-gpu';
import { attentionBackwardKeyValueSoftware, attentionBackwardQuerySoftware } from './attention-backward-software';
import { attentionGpu } from './attention-gpu';
import { attentionSoftware } from './attention-software';
import type { CachedAttention } from './cached-attention';
import { cachedAttentionGpu } from './cached-attention-gpu';
import { cachedAttentionSoftware } from './cached-attention-software';
import type { CrossEntropy } from './cross-entropy';
import { crossEntropyGpu } from './cross-entropy-gpu';
import { crossEntropySoftware } from './cross-entropy-software';
import type { Embedding, EmbeddingGradient } from './embedding';
import { embeddingGpu, embeddingGradientGpu } from './embedding-gpu';
import { embeddingGradientSoftware, embeddingSoftware } from './embedding-software';
import type { Kernel, Target } from './kernel';
import type { LayerNorm, LayerNormBackward, LayerNormParameterGradients } from './layer-norm';
import { layerNormBackwardGpu, layerNormGpu, layerNormParameterGradientsGpu } from './layer-norm-gpu';
import {
  layerNormBackwardSoftware,
  layerNormParameterGradientsSoftware,
  layerNormSoftware,
} from './layer-norm-software';
import type { Matmul } from './matmul';
import { matmulGpu } from './matmul-gpu';
import { matmulSoftware } from './matmul-software';
import type { SquaredNorm } from './squared-norm';
import { squaredNormGpu } from './squared-norm-gpu';
import { squaredNormSoftware } from './squared-norm-software';

type MakeKernel<Spec> = (target: Target, spec: Spec) => Kernel;

/** The kernel of the target's family. */
const byFamily =
  <Spec>(families: Record<Target['family'], MakeKernel<Spec>>): MakeKernel<Spec> =>
  (target, spec) =>
    families[target.family](target, spec);

export const attention = byFamily<Attention>({ software: attentionSoftware, gpu: attentionGpu });
export const attentionBackwardQuery = byFamily<AttentionBackwardQuery>({
  software: attentionBackwardQuerySoftware,
  gpu: attentionBackwardQueryGpu,
});
export const attentionBackwardKeyValue = byFamily<AttentionBackward>({
  software: attentionBackwardKeyValueSoftware,
  gpu: attentionBackwardKeyValueGpu,
});
export const cachedAttention = byFamily<CachedAttention>({
  software: cachedAttentionSoftware,
  gpu: cachedAttentionGpu,
});
export const crossEntropy = byFamily<CrossEntropy>({ software: crossEntropySoftware, gpu: crossEntropyGpu });
export const embedding = byFamily<Embedding>({ software: embeddingSoftware, gpu: embeddingGpu });
export const embeddingGradient = byFamily<EmbeddingGradient>({
  software: embeddingGradientSoftware,
  gpu: embeddingGradientGpu,
});
export const layerNorm = byFamily<LayerNorm>({ software: layerNormSoftware, gpu: layerNormGpu });
export const layerNormBackward = byFamily<LayerNormBackward>({
  software: layerNormBackwardSoftware,
  gpu: layerNormBackwardGpu,
});
export const layerNormParameterGradients = byFamily<LayerNormParameterGradients>({
  software: layerNormParameterGradientsSoftware,
  gpu: layerNormParameterGradientsGpu,
});
/** @throws RangeError if a size is not a multiple of 4 */
export const matmul = byFamily<Matmul>({ software: matmulSoftware, gpu: matmulGpu });
export const squaredNorm = byFamily<SquaredNorm>({ software: squaredNormSoftware, gpu: squaredNormGpu });
