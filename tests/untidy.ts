/**
 * WebGPU zeroes workgroup memory before each workgroup, which takes a software adapter seconds. The kernels do not
 * count on it, and tests without it show that: a flag for Chromium.
 */
export const UNTIDY = '--enable-dawn-features=disable_workgroup_init';
