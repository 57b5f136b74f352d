// undici's root import costs 60 ms of cold start, its pool module 23; the package ships no types for deep imports.
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  export default Pool;
}
