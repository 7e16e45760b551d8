// npm start. CommonJS, because importing a module starts libuv's threads on Node 20, and their number is read only then.
// DuckDB and Prisma block threads, so there are more than the default four.
process.env.UV_THREADPOOL_SIZE ||= '16'
import('./start.mjs')
