#include <stdio.h>
#include <stdlib.h>
#include <mateo.h>
static void logit(void*c, mateo_log_level l, const char*m){ (void)c; fprintf(stderr,"log %d %s\n",l,m);}
static void prog(void*c,int64_t t,int64_t s,int64_t f){(void)c; fprintf(stderr,"%ld/%ld failed %ld\n",(long)s,(long)t,(long)f);}
#define CK(x) do{ mateo_status st=(x); if(st){ fprintf(stderr,"%s: %s %s\n",#x,mateo_status_name(st),mateo_error_message(e)); return 1;} }while(0)
int main(int argc,char**argv){
  mateo_error*e=0; mateo_options*o=0; mateo_client*c=0; mateo_import*i=0;
  CK(mateo_options_new(&o,&e)); CK(mateo_options_set_base_url(o,getenv("MATEO_URL"),&e)); CK(mateo_options_set_api_key(o,getenv("MATEO_API_KEY"),&e));
  if(getenv("MATEO_JOURNAL")) CK(mateo_options_set_journal_path(o,getenv("MATEO_JOURNAL"),&e));
  if(getenv("RPS")) CK(mateo_options_set_requests_per_second(o,atof(getenv("RPS")),&e));
  if(getenv("POLL")) {CK(mateo_options_set_first_poll(o,atoi(getenv("POLL")),&e));CK(mateo_options_set_longest_poll(o,atoi(getenv("POLL"))*16,&e));}
  if(getenv("EPD")) CK(mateo_options_set_entities_per_day(o,atoi(getenv("EPD")),&e));
  CK(mateo_options_set_log(o,logit,0,&e));
  CK(mateo_client_open(o,&c,&e)); mateo_options_free(o);
  CK(mateo_import_open(c,MATEO_TYPE_CONTACTS,"test",&i,&e)); if(!getenv("Q")) CK(mateo_import_set_progress(i,prog,0,&e));
  CK(mateo_import_add_csv_file(i,argv[1],&e)); CK(mateo_import_seal(i,&e));
  mateo_state s; CK(mateo_import_run(i,&s,&e)); printf("state %d\n",s);
  for(int k=0;k<=12;k++){int64_t n; CK(mateo_import_count(i,k,&n,&e)); printf("%d=%ld ",k,(long)n);} puts("");
  mateo_failures*f; CK(mateo_import_failures(i,&f,&e)); int32_t more; int n=0; while(mateo_failures_next(f,&more,&e)==0&&more&&n++<5) printf("%ld %s %s %s %s\n",(long)mateo_failures_row(f),mateo_failures_external_id(f),mateo_failures_code(f),mateo_failures_message(f),mateo_failures_input(f));
  mateo_failures_free(f); mateo_import_close(i); mateo_client_close(c); return 0; }
