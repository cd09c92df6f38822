"""Where the record meets a site generator; the only rooms that know one."""
