-- one row: checkpoints and the buffers written by them and others
select
  b.checkpoints_timed as num_timed, b.checkpoints_req as num_requested, -- <17
  b.checkpoint_write_time as write_time, b.checkpoint_sync_time as sync_time, -- <17
  b.buffers_checkpoint as buffers_written, b.buffers_backend, -- <17
  k.num_timed, k.num_requested, k.write_time, k.sync_time, k.buffers_written, -- 17+
  k.num_done, -- 18+
  k.stats_reset, -- 17+
  b.stats_reset, -- <17
  b.buffers_clean, b.maxwritten_clean, b.buffers_alloc
from pg_catalog.pg_stat_bgwriter b
cross join pg_catalog.pg_stat_checkpointer k -- 17+
