package dev.capstan.conformance;

import dev.capstan.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The schemas that the suite wants to see, each word for word as its scenario has it. */
final class FixtureForms {
    static final Map<String, ?> NAME =
            schema("{'type':'object','properties':{'name':{'type':'string'}},'required':['name']}");
    static final Map<String, ?> COLOR =
            schema("{'type':'object','properties':{'color':{'type':'string'}},'required':['color']}");
    static final Map<String, ?> CONTEXT =
            schema("{'type':'object','properties':{'context':{'type':'string'}},'required':['context']}");
    static final Map<String, ?> OK =
            schema("{'type':'object','properties':{'ok':{'type':'boolean'}},'required':['ok']}");
    static final Map<String, ?> USER = schema("""
            {'type':'object',
             'properties':{
               'username':{'type':'string','description':'The name'},
               'email':{'type':'string','description':'The address'}},
             'required':['username','email']}""");
    static final Map<String, ?> DEFAULTS = schema("""
            {'type':'object',
             'properties':{
               'name':{'type':'string','description':'A name','default':'John Doe'},
               'age':{'type':'integer','description':'An age','default':30},
               'score':{'type':'number','description':'A score','default':95.5},
               'status':{'type':'string','enum':['active','inactive','pending'],'default':'active'},
               'verified':{'type':'boolean','description':'A flag','default':true}},
             'required':[]}""");
    static final Map<String, ?> CHOICES = schema("""
            {'type':'object',
             'properties':{
               'untitledSingle':{'type':'string','enum':['option1','option2','option3']},
               'titledSingle':{'type':'string','oneOf':[
                 {'const':'value1','title':'First Option'},
                 {'const':'value2','title':'Second Option'},
                 {'const':'value3','title':'Third Option'}]},
               'legacyEnum':{'type':'string','enum':['opt1','opt2','opt3'],
                 'enumNames':['Option One','Option Two','Option Three']},
               'untitledMulti':{'type':'array','minItems':1,'maxItems':3,
                 'items':{'type':'string','enum':['option1','option2','option3']}},
               'titledMulti':{'type':'array','minItems':1,'maxItems':3,
                 'items':{'anyOf':[
                   {'const':'value1','title':'First Choice'},
                   {'const':'value2','title':'Second Choice'},
                   {'const':'value3','title':'Third Choice'}]}}},
             'required':[]}""");
    static final Map<String, ?> WIDE_SCHEMA = schema("""
            {'$schema':'https://json-schema.org/draft/2020-12/schema',
             'type':'object',
             '$defs':{'address':{'$anchor':'addressDef','type':'object',
               'properties':{'street':{'type':'string'},'city':{'type':'string'}}}},
             'properties':{
               'name':{'type':'string'},
               'address':{'$ref':'#/$defs/address'},
               'contactMethod':{'type':'string','enum':['phone','email']},
               'phone':{'type':'string'},
               'email':{'type':'string'}},
             'allOf':[{'anyOf':[{'required':['phone']},{'required':['email']}]}],
             'if':{'properties':{'contactMethod':{'const':'phone'}},'required':['contactMethod']},
             'then':{'required':['phone']},
             'else':{'required':['email']},
             'additionalProperties':false}""");

    private FixtureForms() {}

    @SuppressWarnings("unchecked")
    private static Map<String, ?> schema(String json) {
        var bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new JsonMapper().treeToValue(JsonText.tree(bytes), Map.class);
    }
}
