// How imports resolve, in webpack's words, which dependency-cruiser reads. With tsconfig.json instead,
// the package `inngest` would be taken for our folder of the same name.
module.exports = { resolve: { alias: { '@': __dirname } } }
